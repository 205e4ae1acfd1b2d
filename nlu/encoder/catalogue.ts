// The encoders that Kefu knows how to use: pooling and language are not written in their files, so folders of other names are not looked at.
import type { EncoderLanguage } from './encoder.js'

export interface CatalogueEntry {
  /** Also the name of its folder. */
  name: string
  language: EncoderLanguage
  dimensions: number
  pooling: 'mean' | 'cls'
  /** Of several that are present the best one is used. */
  quality: number
  licence: string
  bytes: number
  /** Repository on a model hub; absent for our own, which come with Kefu. */
  hub?: string
  /** SHA-256 by path. Where a path is missing here its checksum is noted when it is fetched. */
  checksums: Readonly<Record<string, string>>
}

/** What an encoder consists of, relative to its folder. */
export const encoderFiles = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/model_quantized.onnx',
] as const

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'kefu-mini-en',
    language: 'en',
    dimensions: 256,
    pooling: 'mean',
    quality: 1,
    licence: 'MIT',
    bytes: 5_928_705,
    checksums: {
      'config.json': '0fc459fdc80fda7b9f05818bd2fb4600bc521390c6291b7e3ffccba82fe3a8ef',
      'tokenizer.json': '805f60d34aeb5d5ff8160dbb24c0ed60637b81a9a46ce887dc69ec31e25fb4c2',
      'tokenizer_config.json': 'ca82b381368926b3093da1acfe068060ea41b428126995567c387f4dc667d7b6',
      'onnx/model_quantized.onnx': 'c2aabe8eb791fd25e7c54ba4c6de582b9a25c8842a3f90c044fe6dc6490db38f',
    },
  },
  {
    name: 'kefu-mini-zh',
    language: 'zh',
    dimensions: 256,
    pooling: 'mean',
    quality: 1,
    licence: 'MIT',
    bytes: 4_454_001,
    checksums: {
      'config.json': '72a6b64ca3249b4666380785096355a766869b56b0e523d7841f93a1baa60e46',
      'tokenizer.json': 'fc189db670c0348047dba93735d3abeaa3669ec8c881ee74ad9bfa6d96cd7dfb',
      'tokenizer_config.json': 'ca82b381368926b3093da1acfe068060ea41b428126995567c387f4dc667d7b6',
      'onnx/model_quantized.onnx': '2ac0decfc0733f5fbdaf5c5535e99874ec970110dba0f19b3644eb1058d286ff',
    },
  },
  {
    name: 'all-MiniLM-L6-v2',
    language: 'en',
    dimensions: 384,
    pooling: 'mean',
    quality: 2,
    licence: 'Apache-2.0',
    bytes: 23_438_835,
    hub: 'Xenova/all-MiniLM-L6-v2',
    checksums: { 'onnx/model_quantized.onnx': 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1' },
  },
  {
    name: 'bge-small-en-v1.5',
    language: 'en',
    dimensions: 384,
    pooling: 'cls',
    quality: 3,
    licence: 'MIT',
    bytes: 34_480_891,
    hub: 'Xenova/bge-small-en-v1.5',
    checksums: { 'onnx/model_quantized.onnx': '6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4' },
  },
  {
    name: 'bge-small-zh-v1.5',
    language: 'zh',
    dimensions: 512,
    pooling: 'cls',
    quality: 3,
    licence: 'MIT',
    bytes: 24_280_188,
    hub: 'Xenova/bge-small-zh-v1.5',
    checksums: { 'onnx/model_quantized.onnx': '15b717c382bcb518ba457b93ea6850ede7f4f1cd8937454aa06972366cd19bcc' },
  },
]
