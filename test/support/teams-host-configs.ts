/** How Teams draws cards in one theme, as far as the renderer's HostConfig and a little CSS can say it. */
export type Theme = { name: string; page: string; text: string; border: string; hostConfig: object }

type Colors = { background: string; border: string; text: string; subtle: string }

/** Container colors: Teams' light ones as the Agents Playground ships them, the others in the spirit of its themes. */
const containers: Record<string, Record<string, string>> = {
  light: {
    default: '#ffffff',
    emphasis: '#f9f8f7',
    accent: '#c7def9',
    good: '#ccffcc',
    attention: '#ffc5b2',
    warning: '#ffe2b2',
  },
  dark: {
    default: '#292929',
    emphasis: '#1f1f1f',
    accent: '#2b3a5c',
    good: '#0c3b1e',
    attention: '#4d1a1f',
    warning: '#4a3a08',
  },
  'high-contrast': {
    default: '#000000',
    emphasis: '#000000',
    accent: '#000000',
    good: '#000000',
    attention: '#000000',
    warning: '#000000',
  },
}

const base: Record<string, Colors> = {
  light: { background: '#f5f5f5', border: '#d1d1d1', text: '#252424', subtle: '#bf252424' },
  dark: { background: '#1f1f1f', border: '#525252', text: '#ffffff', subtle: '#bfffffff' },
  'high-contrast': { background: '#000000', border: '#ffffff', text: '#ffffff', subtle: '#ffffff' },
}

export const themes: Theme[] = Object.entries(base).map(([name, colors]) => ({
  name,
  page: colors.background,
  text: colors.text,
  border: colors.border,
  hostConfig: hostConfig(colors, containers[name] ?? {}),
}))

function hostConfig(colors: Colors, backgrounds: Record<string, string>): object {
  const color = { default: colors.text, subtle: colors.subtle }
  const foregroundColors = Object.fromEntries(
    ['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'].map((name) => [name, color]),
  )
  const font = (fontFamily: string) => ({
    fontFamily,
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
  })
  return {
    supportsInteractivity: true,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: colors.border },
    fontTypes: {
      default: font("'Segoe UI', 'Open Sans', 'Liberation Sans', sans-serif"),
      monospace: font("'Courier New', 'Liberation Mono', monospace"),
    },
    textStyles: {
      heading: { fontType: 'default', size: 'large', weight: 'bolder', color: 'default', isSubtle: false },
    },
    textBlock: { headingLevel: 2 },
    containerStyles: Object.fromEntries(
      Object.entries(backgrounds).map(([name, backgroundColor]) => [name, { backgroundColor, foregroundColors }]),
    ),
    actions: {
      maxActions: 6,
      buttonSpacing: 8,
      actionsOrientation: 'Horizontal',
      actionAlignment: 'Left',
      allowButtonsToWrap: true,
    },
    adaptiveCard: { allowCustomStyle: false },
  }
}
