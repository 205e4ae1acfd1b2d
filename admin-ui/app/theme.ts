// Colours, type and shapes of the admin app. Contrast: text on its background is at least 4.5 : 1 in both schemes (WCAG 2.2 AA).
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const jade: MantineColorsTuple = [
  '#e7f6f1',
  '#d2ece3',
  '#a6d9c8',
  '#74c4aa',
  '#4bb190',
  '#2f9d7b',
  '#1c8a6a',
  '#0f7558',
  '#0b5f48',
  '#084a38',
]

/** Cool greys for the dark scheme: Mantine's own are neutral and their dimmed text is too faint. */
const dark: MantineColorsTuple = [
  '#d9dee3',
  '#c0c7ce',
  '#a3acb5',
  '#6b757f',
  '#3d454d',
  '#2d343b',
  '#232930',
  '#1a1f25',
  '#14181d',
  '#0e1115',
]

export const theme = createTheme({
  respectReducedMotion: true,
  primaryColor: 'jade',
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  colors: { jade, dark },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  headings: { fontWeight: '650' },
  components: {
    // The heading of a dialog is a <header>, which would be a second banner beside that of a narrow page.
    Modal: { styles: { title: { fontWeight: 650 } }, defaultProps: { attributes: { header: { role: 'none' } } } },
    Drawer: { styles: { title: { fontWeight: 650 } } },
  },
})

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f7f8f9',
    '--mantine-color-dimmed': '#5a646e',
    '--mantine-color-placeholder': '#6b757f',
    '--mantine-color-anchor': '#0f7558',
    '--mantine-color-error': '#c92a2a',
    '--kefu-surface': '#ffffff',
    '--kefu-line': '#e3e7ea',
    '--kefu-bubble': '#eef1f3',
    '--kefu-bubble-own': '#d9efe7',
    '--kefu-note': '#fff4d6',
    '--kefu-note-line': '#ecd489',
    '--kefu-hover': '#f0f3f4',
    '--kefu-active': '#e2f1ec',
  },
  dark: {
    '--mantine-color-body': '#14181d',
    '--mantine-color-dimmed': '#a3acb5',
    '--mantine-color-placeholder': '#8d97a1',
    '--mantine-color-anchor': '#74c4aa',
    '--mantine-color-error': '#ff8787',
    '--kefu-surface': '#1a1f25',
    '--kefu-line': '#2d343b',
    '--kefu-bubble': '#262d34',
    '--kefu-bubble-own': '#12392e',
    '--kefu-note': '#3a3115',
    '--kefu-note-line': '#6b5a22',
    '--kefu-hover': '#20262d',
    '--kefu-active': '#16332b',
  },
})
