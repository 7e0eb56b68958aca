import type { Permission } from '../../../installations/permission-set.ts'
import { usePage } from '../page-context.ts'

type Props = { title: string; permissions: Permission[] }

/** Permissions in words, each with its raw name: a name without known words stands alone, because words are consented to. */
export function PermissionList({ title, permissions }: Props) {
  const { meanings, actor } = usePage().speech.words.permissions
  if (permissions.length === 0) return null
  return (
    <section className="permissions">
      <h3 className="permissions__title">{title}</h3>
      <ul>
        {permissions.map(({ permissionValue, permissionType }) => (
          <li key={`${permissionType} ${permissionValue}`}>
            <div className="permissions__words">
              {Object.hasOwn(meanings, permissionValue) && `${meanings[permissionValue]} `}
              <span className="quiet">({actor[permissionType]})</span>
            </div>
            <code dir="ltr">{permissionValue}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}
