import { Link } from '@fluentui/react-components'
import { WholeView } from './apps/whole-view.tsx'
import type { Words } from './words/words.ts'

const TEAMS = 'https://teams.microsoft.com/'

/** For whoever opens the page's address in a browser. */
export function OutsideTeams({ words: { outside } }: { words: Words }) {
  return (
    <main className="page">
      <WholeView notice={outside} heading="h1">
        <Link href={TEAMS}>{outside.open}</Link>
      </WholeView>
    </main>
  )
}
