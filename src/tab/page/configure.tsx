import { app, pages } from '@microsoft/teams-js'
import { useEffect, useState } from 'react'
import { WholeView } from './apps/whole-view.tsx'
import { OutsideTeams } from './outside-teams.tsx'
import { showPage } from './show-page.tsx'
import { connectToTeams } from './teams/connect-to-teams.ts'
import { loadWords } from './words/load-words.ts'
import type { Words } from './words/words.ts'

/** What Teams shows when somebody adds the tab to a team or chat. There is nothing to choose: its place says all. */
async function start(): Promise<void> {
  const connection = await connectToTeams()
  const locale = connection.kind === 'inside' ? connection.tab.locale : navigator.language
  const speech = await loadWords(locale)
  if (connection.kind === 'outside') {
    showPage(<OutsideTeams words={speech.words} />, { theme: 'default', locale, speech })
    return
  }
  const { theme, place } = connection.tab
  const content = <Configure words={speech.words} place={place.kind === 'chat' ? 'chat' : 'team'} />
  showPage(content, { theme, locale, speech })
  app.notifyAppLoaded()
  app.notifySuccess()
}

function Configure({ words, place }: { words: Words; place: 'team' | 'chat' }) {
  const { configure } = words
  const [hasFailed, setFailed] = useState(false)
  useEffect(() => {
    pages.config.registerOnSaveHandler((event) => {
      saveTab(configure.tabName).then(
        () => event.notifySuccess(),
        () => {
          setFailed(true)
          event.notifyFailure(configure.failed)
        },
      )
    })
    pages.config.setValidityState(true)
  }, [configure])
  return (
    <main className="page">
      <WholeView notice={configure[place]} heading="h1">
        <p role="alert">{hasFailed ? configure.failed : ''}</p>
      </WholeView>
    </main>
  )
}

function saveTab(suggestedDisplayName: string): Promise<void> {
  const contentUrl = new URL('./', document.baseURI).href
  return pages.config.setConfig({ suggestedDisplayName, entityId: 'apps-here', contentUrl, websiteUrl: contentUrl })
}

start()
