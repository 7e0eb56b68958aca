import type { Permission } from '../../../installations/permission-set.ts'
import { usePage } from '../page-context.ts'

type Props = { title: string; permissions: Permission[] }

/** Permissions in words, each with its raw name below. */
export function PermissionList({ title, permissions }: Props) {
  const { meanings, noMeaning, actor } = usePage().speech.words.permissions
  if (permissions.length === 0) return null
  return (
    <section className="permissions">
      <h3 className="permissions__title">{title}</h3>
      <ul>
        {permissions.map(({ permissionValue, permissionType }) => (
          <li key={`${permissionType} ${permissionValue}`}>
            <div className="permissions__words">
              {Object.hasOwn(meanings, permissionValue) ? meanings[permissionValue] : noMeaning}{' '}
              <span className="quiet">({actor[permissionType]})</span>
            </div>
            <code dir="ltr">{permissionValue}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
