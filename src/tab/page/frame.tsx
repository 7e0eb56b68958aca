import { FluentProvider } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { fluentTheme } from './teams/fluent-theme.ts'
import { useTheme } from './teams/use-theme.ts'

type Props = { theme: string; dir: 'ltr' | 'rtl'; children: ReactNode }

/** Theme and direction around everything that is shown, dialogs included. */
export function Frame({ theme, dir, children }: Props) {
  const name = useTheme(theme)
  return (
    <FluentProvider theme={fluentTheme(name)} dir={dir} className="frame" data-theme={name}>
      {children}
    </FluentProvider>
  )
}
