import type { PlaceRoute } from './places.ts'
import type { Route } from './route.ts'
import { appCatalogRoutes } from './routes/app-catalog.ts'
import { chatOfAppRoutes } from './routes/chat-of-app.ts'
import { checkMemberGroupsRoutes } from './routes/check-member-groups.ts'
import { consentSwitchRoutes } from './routes/consent-switches.ts'
import { directoryRoutes } from './routes/directory.ts'
import { installedAppsRoutes } from './routes/installed-apps.ts'
import { memberRoutes } from './routes/members.ts'
import { permissionGrantRoutes } from './routes/permission-grants.ts'
import { upgradeRoutes } from './routes/upgrade.ts'

const places: PlaceRoute[] = ['team', 'chat', 'user', 'me']

/** All that this Graph knows; the rest of the real one is refused. */
export const routes: Route[] = [
  ...places.flatMap(installedAppsRoutes),
  ...places.flatMap(upgradeRoutes),
  ...appCatalogRoutes,
  ...memberRoutes,
  ...chatOfAppRoutes,
  ...permissionGrantRoutes,
  ...directoryRoutes,
  ...checkMemberGroupsRoutes,
  ...consentSwitchRoutes,
]
