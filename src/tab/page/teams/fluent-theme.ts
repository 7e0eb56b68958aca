import { type Theme, teamsDarkTheme, teamsHighContrastTheme, teamsLightTheme } from '@fluentui/react-components'

/** The theme that Teams names `default`, `dark`, `contrast` or `glass`. */
export function fluentTheme(name: string): Theme {
  switch (name) {
    case 'dark':
    case 'glass':
      return teamsDarkTheme
    case 'contrast':
      return teamsHighContrastTheme
    default:
      return teamsLightTheme
  }
}
