import { use, useMemo, useState } from 'react'
import type { Access } from '../api/rollout-shapes.ts'
import { createRolloutsApi } from '../api/rollouts-api.ts'
import { usePage } from '../page-context.ts'
import { loadRolloutWords } from '../words/load-rollout-words.ts'
import type { Speech } from '../words/load-words.ts'
import { RolloutList } from './rollout-list.tsx'
import { RolloutView } from './rollout-view.tsx'
import { RolloutsProvider } from './rollouts-context.ts'
import './rollouts.css'

/** `first`: the rollout that a deep link names. `usualSource`: see `Access`. */
type Props = { first: string | null; usualSource: Access['usualSource'] }

/** All rollouts of the organization, or one of them. */
export function RolloutsPanel({ first, usualSource }: Props) {
  const { signIn, speech } = usePage()
  const words = use(wordsOf(speech))
  const rollouts = useMemo(
    () => createRolloutsApi({ getToken: signIn.getToken, fetch: (...request) => fetch(...request) }),
    [signIn],
  )
  const parts = useMemo(() => ({ rollouts, words, usualSource }), [rollouts, words, usualSource])
  const [open, setOpen] = useState(first)
  const [last, setLast] = useState<string | null>(null)
  const goBack = () => {
    setLast(open)
    setOpen(null)
  }
  return (
    <RolloutsProvider value={parts}>
      {open === null ? (
        <RolloutList onOpen={setOpen} focusOn={last} />
      ) : (
        <RolloutView key={open} id={open} onBack={goBack} />
      )}
    </RolloutsProvider>
  )
}

const loaded = new WeakMap<Speech, ReturnType<typeof loadRolloutWords>>()

/** One promise for each speech: React asks for it at every render. */
function wordsOf(speech: Speech): ReturnType<typeof loadRolloutWords> {
  const known = loaded.get(speech)
  if (known) return known
  const loading = loadRolloutWords(speech)
  loaded.set(speech, loading)
  return loading
}
