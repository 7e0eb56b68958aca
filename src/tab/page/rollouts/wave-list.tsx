import { sizeOfWaves } from '../../../rollouts/rollout.ts'
import type { ListedRollout } from '../api/rollout-shapes.ts'
import { useRollouts } from './rollouts-context.ts'

/** Each wave with its places, and how far it is. One alone is no news. */
export function WaveList({ rollout: { settings, openWaves, state, total } }: { rollout: ListedRollout }) {
  const { words } = useRollouts()
  const { waves } = settings
  if (waves.length < 2 || total === 0) return null
  const sizes = waves.map((_, i) => sizeOfWaves(waves, i + 1, total) - sizeOfWaves(waves, i, total))
  const isOpenDone = state === 'waiting' || state === 'ended'
  const stateOf = (i: number) => (i >= openWaves ? 'closed' : i < openWaves - 1 || isOpenDone ? 'done' : 'open')
  return (
    <ol className="waves" aria-label={words.waves}>
      {sizes.map((places, i) =>
        // Of few places a small percent may be none.
        places === 0 ? null : (
          <li key={waves[i]} className={`wave wave--${stateOf(i)}`}>
            {words.wave({ number: i + 1, places, state: stateOf(i) })}
          </li>
        ),
      )}
    </ol>
  )
}
