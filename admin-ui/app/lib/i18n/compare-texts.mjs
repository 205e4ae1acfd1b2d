// Compares the texts of both languages: the same keys, the same values in braces, nothing empty. The build runs it, so that a missing
// text never reaches a browser.
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))

async function textsOf(language) {
  const { outputFiles } = await build({
    entryPoints: [`${here}${language}.ts`],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  })
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
  return module[language]
}

const valuesIn = (text) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort().join(', ')

/** One line for each thing that is wrong; none when the lists agree. A `.one` form may do without its number. */
export function differences(en, zh) {
  const wrong = []
  for (const key of new Set([...Object.keys(en), ...Object.keys(zh)])) {
    if (!(key in en)) wrong.push(`${key}: missing in English`)
    else if (!(key in zh)) wrong.push(`${key}: missing in Chinese`)
    else if (en[key].trim() === '' || zh[key].trim() === '') wrong.push(`${key}: empty`)
    else if (!key.endsWith('.one') && valuesIn(en[key]) !== valuesIn(zh[key]))
      wrong.push(`${key}: English has {${valuesIn(en[key])}}, Chinese {${valuesIn(zh[key])}}`)
  }
  return wrong
}

export const compareTexts = async () => differences(await textsOf('en'), await textsOf('zh'))
