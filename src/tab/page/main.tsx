import { app } from '@microsoft/teams-js'
import { OutsideTeams } from './outside-teams.tsx'
import { showPage } from './show-page.tsx'
import { TabPage } from './tab-page.tsx'
import { connectToTeams } from './teams/connect-to-teams.ts'
import { loadWords } from './words/load-words.ts'

/** The tab's page, in Teams and out of it. */
async function start(): Promise<void> {
  const connection = await connectToTeams()
  if (connection.kind === 'outside') {
    const locale = navigator.language
    const speech = await loadWords(locale)
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches
    showPage(<OutsideTeams words={speech.words} />, { theme: isDark ? 'dark' : 'default', locale, speech })
    return
  }
  const { tab } = connection
  const speech = await loadWords(tab.locale)
  app.notifyAppLoaded()
  showPage(<TabPage tab={tab} speech={speech} />, { theme: tab.theme, locale: tab.locale, speech })
}

start()
