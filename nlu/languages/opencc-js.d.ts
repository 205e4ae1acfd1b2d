/** One string of OpenCC's dictionary: `traditional simplified[ other]`, joined by `|`. */
declare module 'opencc-js/dict/TSCharacters' {
  const table: string
  export default table
}
