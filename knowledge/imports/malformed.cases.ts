// Files as they come from the world: what is wrong with each, and what must be said of each of its rows.

export interface MalformedCase {
  name: string
  file: string | Uint8Array
  /** One entry a row: `good`, or what is told: `<line> <field>: <words of the reason>`. */
  told: readonly string[]
  longestRow?: number
}

const header = 'id,name,mail,born,spent\n'
const good = 'C9,Ann,ann@a.example,1990-02-03,5\n'

/** A row between two good ones. */
const row = (name: string, cells: string, ...told: string[]): MalformedCase => ({
  name,
  file: `${header}${good}${cells}\nC8,Bob,bob@a.example,1991-01-01,6\n`,
  told: ['good', ...(told.length === 0 ? ['good'] : told), 'good'],
})

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

const utf16 = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le')

export const malformed: readonly MalformedCase[] = [
  // Quotes.
  row('a quote that is never closed', '"C1,Ann,a@a.example,1990-01-01,1', '3 row: never closed'),
  row('text behind a closing quote', '"C1"x,Ann,a@a.example,1990-01-01,1', '3 row: after a closing quote'),
  row('a quote closed twice', '"C1"",Ann,a@a.example,1990-01-01,1', '3 row: never closed'),
  row('a quote in the middle of a cell is only a character', 'C1,Ann "the" Boss,a@a.example,1990-01-01,1'),
  row('single quotes around a delimiter', "C1,'Lee, Ann',a@a.example,1990-01-01,1", '3 row: has 6 cells'),
  row('curly quotes around a delimiter', 'C1,“Lee, Ann”,a@a.example,1990-01-01,1', '3 row: has 6 cells'),
  row('a backslash before a quote is only a character', '"C1\\",Ann",a@a.example,1990-01-01,1'),
  // Shape.
  row('a cell too few', 'C1,Ann,a@a.example,1990-01-01', '3 row: has 4 cells'),
  row('a cell too many', 'C1,Ann,a@a.example,1990-01-01,1,extra', '3 row: has 6 cells'),
  row('a delimiter inside an unquoted name', 'C1,Lee, Ann,a@a.example,1990-01-01,1', '3 row: has 6 cells'),
  row('another delimiter in one row', 'C1;Ann;a@a.example;1990-01-01;1', '3 row: has 1 cells'),
  row('empty cells only', ',,,,', '3 row: holds no value'),
  row('white space only in every cell', ' ,\t, , ,\u00a0', '3 row: holds no value'),
  row('words for nothing in every cell', 'n/a,NULL,-,无,unknown', '3 row: holds no value'),
  row(
    'the header once more',
    'id,name,mail,born,spent',
    '3 email: not an e-mail address; trait born: not a date; trait spent: not a number',
  ),
  row('a total under the rows', 'Total,,,,12', 'good'),
  row('the same customer twice', 'C9,Ann,ann@a.example,1990-02-03,5', '3 number: stands in row 1'),
  row('the same customer in full-width letters', 'Ｃ９,Ann,,,', '3 number: stands in row 1'),
  { name: 'a header twice', file: 'id,id,mail\nC1,X1,a@a.example\n', told: ['good'] },
  { name: 'a header without a name', file: 'id,,mail\nC1,x,a@a.example\n', told: ['good'] },
  {
    name: 'a header in capitals of another width',
    file: 'ｉｄ,mail\nC1,nobody\n',
    told: ['2 email: not an e-mail address'],
  },
  { name: 'a header and nothing else', file: header, told: [] },
  { name: 'no line end at all', file: 'id,mail', told: [] },
  // Encodings.
  {
    name: 'bytes of another encoding in a UTF-8 row',
    file: bytes('\uFEFF', header, good, 'C1,Ren', [0xe9], ',a@a.example,,\n', good.replace('C9', 'C7')),
    told: ['good', '3 row: no text in the encoding', 'good'],
  },
  {
    name: 'a character cut in half',
    file: bytes('\uFEFF', header, 'C1,', [0xe6, 0x9d], ',a@a.example,,\n', good),
    told: ['2 row: no text in the encoding', 'good'],
  },
  {
    name: 'surrogates written as UTF-8',
    file: bytes('\uFEFF', header, 'C1,', [0xed, 0xa0, 0x80], ',a@a.example,,\n', good),
    told: ['2 row: no text in the encoding', 'good'],
  },
  {
    name: 'overlong UTF-8',
    file: bytes('\uFEFF', header, 'C1,', [0xc0, 0xaf], ',a@a.example,,\n', good),
    told: ['2 row: no text in the encoding', 'good'],
  },
  {
    name: 'a zero byte in a cell',
    file: `${header}C1,A\0nn,a@a.example,,\n${good}`,
    told: ['2 row: no text in the encoding', 'good'],
  },
  {
    name: 'UTF-16 that ends in the middle of a character',
    file: bytes([...utf16(`${header}${good}`)], [0x43]),
    told: ['good', '3 row: has 1 cells'],
  },
  {
    name: 'UTF-16 with a lone surrogate',
    file: utf16(`${header}C1,\ud800x,a@a.example,,\n${good}`),
    told: ['2 row: no text in the encoding', 'good'],
  },
  {
    name: 'a byte-order mark in the middle',
    file: `${header}\uFEFFC1,Ann,a@a.example,,\n${good}`,
    told: ['good', 'good'],
  },
  {
    name: 'right-to-left marks and zero-width spaces around a value',
    file: `${header}\u200FC1\u200B,Ann,a@a.example,,\n`,
    told: ['good'],
  },
  // Line ends and length.
  {
    name: 'three kinds of line ends in one file',
    file: `${header}C1,Ann,a@a.example,,\r\nC2,Bob,b@a.example,,\rC3,Eve,e@a.example,,\n`,
    told: ['good', 'good', 'good'],
  },
  {
    name: 'a line longer than the limit',
    file: `${header}C1,${'x'.repeat(5_000)},a@a.example,,\n${good}`,
    longestRow: 1_000,
    told: ['2 row: longer than 1000', 'good'],
  },
  {
    name: 'a line without end',
    file: `${header}${good}C1,${'x'.repeat(50_000)}`,
    longestRow: 1_000,
    told: ['good', '3 row: longer than 1000'],
  },
  {
    name: 'an open quote that goes on past the limit',
    file: `${header}"C1,${'x\n'.repeat(900)}`,
    longestRow: 1_000,
    told: ['2 row: never closed', ...Array.from({ length: 899 }, (_, at) => `${String(at + 3)} row: has 1 cells`)],
  },
  row('a text longer than any field', `C1,${'x'.repeat(10_001)},a@a.example,,`, '3 name: longer than 10000'),
  // Formulas.
  row('a formula in a name', '=1+1,Ann,a@a.example,,', '3 number: formula'),
  row('a formula that opens a program', "C1,=cmd|' /C calc'!A0,a@a.example,,", '3 name: formula'),
  row('a formula behind a plus', 'C1,+SUM(A1:A9),a@a.example,,', '3 name: formula'),
  row('a formula behind an at sign', 'C1,@SUM(A1:A9),a@a.example,,', '3 name: formula'),
  row('a formula behind a tab', 'C1,"\t=HYPERLINK(""http://x"")",a@a.example,,', '3 name: formula'),
  row('a formula in full-width signs', 'C1,＝1+1,a@a.example,,', '3 name: formula'),
  // Dates.
  row('the thirtieth of February', 'C1,Ann,a@a.example,1990-02-30,', '3 trait born: does not exist'),
  row(
    'the twenty-ninth of February in a common year',
    'C1,Ann,a@a.example,29.02.2023,',
    '3 trait born: does not exist',
  ),
  row('the thirteenth month', 'C1,Ann,a@a.example,2023-13-01,', '3 trait born: does not exist'),
  row('day zero', 'C1,Ann,a@a.example,2023-01-00,', '3 trait born: does not exist'),
  row('a month and a day of nothing', 'C1,Ann,a@a.example,0000-00-00,', '3 trait born: does not exist'),
  row('a date in words', 'C1,Ann,a@a.example,the day before yesterday,', '3 trait born: not a date'),
  row('a serial number of a spreadsheet', 'C1,Ann,a@a.example,45123,', '3 trait born: not a date'),
  row('a year of two digits', 'C1,Ann,a@a.example,01/02/90,', '3 trait born: not a date'),
  // Numbers.
  row('two decimal points', 'C1,Ann,a@a.example,,1.2.3', '3 trait spent: not a number'),
  row('a spreadsheet error', 'C1,Ann,a@a.example,,#VALUE!', '3 trait spent: not a number'),
  row('a number that is not finite', 'C1,Ann,a@a.example,,1e999', '3 trait spent: too large'),
  row('NaN', 'C1,Ann,a@a.example,,NaN', '3 trait spent: not a number'),
  row('letters for digits', 'C1,Ann,a@a.example,,1O0', '3 trait spent: not a number'),
  row('Arabic-Indic digits', 'C1,Ann,a@a.example,,١٢', '3 trait spent: not a number'),
  // Addresses.
  row('an e-mail address without a domain', 'C1,Ann,ann@,,', '3 email: not an e-mail'),
  row('two e-mail addresses in one cell', 'C1,Ann,a@a.example;b@a.example,,', '3 email: not an e-mail'),
  row('an e-mail address with a space', 'C1,Ann,an n@a.example,,', '3 email: not an e-mail'),
  row('a misspelt provider', 'C1,Ann,ann@gmial.com,,', '3 email: misspelt'),
  row('an e-mail address with markup', 'C1,Ann,<script>@a.example,,', '3 email: not an e-mail'),
  row('a name without letters', 'C1,12345,a@a.example,,', '3 name: no letters'),
  // Names that objects of the language have.
  { name: 'columns named like parts of an object', file: '__proto__,constructor,id\nx,y,C1\n', told: ['good'] },
  // JSON.
  { name: 'JSON that is cut off', file: '{"id":"C1"}\n{"id":"C2","mail":', told: ['good', '2 row: not valid JSON'] },
  { name: 'JSON with a comma too many', file: '[{"id":"C1",},{"id":"C2"}]', told: ['1 row: not valid JSON', 'good'] },
  { name: 'JSON with single quotes', file: '{\'id\':\'C1\'}\n{"id":"C2"}', told: ['1 row: not valid JSON', 'good'] },
  {
    name: 'JSON with values that are no objects',
    file: '{"id":"C1"}\n42\n{"id":"C2"}',
    told: ['good', '2 row: must be a JSON object', 'good'],
  },
  {
    name: 'JSON with a line break inside a text',
    file: '{"id":"C\n1"}\n{"id":"C2"}',
    told: ['1 row: not valid JSON', '2 row: not valid JSON', 'good'],
  },
  {
    name: 'JSON nested a thousand deep',
    file: `{"id":"C1","x":${'['.repeat(1_000)}${']'.repeat(1_000)}}`,
    told: ['good'],
  },
  {
    name: 'a JSON object without end',
    file: `{"id":"C1"}\n{"id":"${'x'.repeat(5_000)}`,
    longestRow: 1_000,
    told: ['good', '2 row: longer than 1000'],
  },
  { name: 'JSON with a __proto__', file: '{"id":"C1","__proto__":{"mail":"a@a.example"}}', told: ['good'] },
]
