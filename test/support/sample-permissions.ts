import type { Permission, PermissionDiff } from '../../src/installations/permission-set.ts'

export const byApp = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'application' })
export const byPerson = (permissionValue: string): Permission => ({ permissionValue, permissionType: 'delegated' })

export const asked: PermissionDiff = {
  added: [byApp('ChannelMessage.Read.Group'), byPerson('ChannelMeeting.ReadBasic.Group')],
  kept: [byApp('TeamSettings.Read.Group'), byApp('TeamMember.Read.Group')],
  dropped: [byApp('Owner.Read.Group')],
}
