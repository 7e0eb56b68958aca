import { app } from '@microsoft/teams-js'
import { useEffect, useState } from 'react'

/** Teams' theme, and its changes while the page is open. Outside Teams it stays as it began. */
export function useTheme(first: string): string {
  const [theme, setTheme] = useState(first)
  useEffect(() => {
    if (!app.isInitialized()) return
    app.registerOnThemeChangeHandler(setTheme)
    return () => app.registerOnThemeChangeHandler(() => {})
  }, [])
  return theme
}
