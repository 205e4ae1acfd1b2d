// What the bundler makes of a style sheet: its text.
declare module '*.css?inline' {
  const css: string
  export default css
}
