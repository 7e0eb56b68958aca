import { Badge } from '@fluentui/react-components'
import type { ListedRollout } from '../api/rollout-shapes.ts'
import { useRollouts } from './rollouts-context.ts'

/** In which state a rollout is, and whether it only tries. */
export function StateBadge({ rollout }: { rollout: Pick<ListedRollout, 'state' | 'settings'> }) {
  const { words } = useRollouts()
  return (
    <span className="badges">
      {rollout.settings.isDryRun && (
        <Badge appearance="outline" color="informative" size="large">
          {words.dryRun}
        </Badge>
      )}
      <Badge appearance="tint" color={colorOf(rollout.state)} size="large">
        {words.state[rollout.state]}
      </Badge>
    </span>
  )
}

function colorOf(state: ListedRollout['state']): 'brand' | 'success' | 'warning' | 'informative' {
  switch (state) {
    case 'planning':
    case 'running':
      return 'brand'
    case 'waiting':
    case 'paused':
    case 'awaiting-approval':
      return 'warning'
    case 'ended':
      return 'success'
    case 'aborted':
      return 'informative'
  }
}
