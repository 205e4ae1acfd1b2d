// People and places, found by what stands around them and by how they are written.
import { describe, expect, it } from 'vitest'
import { fold } from '../languages/fold.js'
import { findAddresses } from './addresses.js'
import { findPersonNames } from './person-names.js'

const names = (text: string) => findPersonNames(fold(text).text).map(({ value }) => value)
const addresses = (text: string) => findAddresses(fold(text).text).map(({ value }) => value)

describe('names of people', () => {
  it.each([
    ['my name is Anna Kern and I want a refund', ['Anna Kern']],
    ['This is John Smith speaking', ['John Smith']],
    ["I'm Mary O'Neil, order 5", ["Mary O'Neil"]],
    ['please deliver it to Mrs Miller.', ['Miller']],
    ['recipient: li wei', ['Li Wei']],
    ['我叫王小明，想退货', ['王小明']],
    ['我叫王小明想退货', ['王小明']],
    ['收件人：欧阳娜娜 电话13812345678', ['欧阳娜娜']],
    ['收件人改成李华', ['李华']],
    ['請幫我轉給陳先生', []],
    ['陳先生，您好', ['陈']],
    ['我姓张', ['张']],
    ["I'm looking for my parcel", []],
    ['this is ridiculous', []],
    ['this is my order', []],
    ['我是想问一下退款', []],
    ['where is my order', []],
    ['我的订单到哪了', []],
  ])('%s', (text, expected) => expect(names(text)).toEqual(expected))
})

describe('addresses', () => {
  it.each([
    ['地址改成上海市浦东新区张江路88号3栋502室', ['上海市浦东新区张江路88号3栋502室']],
    ['寄到广东省深圳市南山区科技园南区大厦B座1203室，谢谢', ['广东省深圳市南山区科技园南区大厦b座1203室']],
    ['请送到朝阳区建国路93号院', ['朝阳区建国路93号院']],
    ['改寄到幸福小区5栋2单元301', ['幸福小区5栋2单元301']],
    ['ship it to 221B Baker Street, London NW1 6XE please', ['221b baker street, london nw1 6xe']],
    ['my new address is 1600 Pennsylvania Ave, Washington, DC 20500', ['1600 pennsylvania ave, washington, dc 20500']],
    ['send it to 12 Long Acre Rd Apt 5', ['12 long acre rd apt 5']],
    ['我在上海', []],
    ['我的订单号是88号吗', []],
    ['it has been 12 days on the road', []],
    ['2 pairs of shoes', []],
    ['快递到哪条路上了', []],
  ])('%s', (text, expected) => expect(addresses(text)).toEqual(expected))
})
