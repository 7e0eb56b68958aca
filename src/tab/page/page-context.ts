import { createContext, useContext } from 'react'
import type { TabApi, Where } from './api/tab-api.ts'
import type { SignIn } from './teams/sign-in.ts'
import type { Speech } from './words/load-words.ts'

/** What every part of the page may need. */
export type PageParts = Where & {
  api: TabApi
  signIn: SignIn
  speech: Speech
  /** Says something to people who listen rather than look. */
  announce(text: string): void
}

const PageContext = createContext<PageParts | null>(null)

export const PageProvider = PageContext.Provider

export function usePage(): PageParts {
  const parts = useContext(PageContext)
  if (!parts) throw new Error('A part of the page is outside of it.')
  return parts
}
