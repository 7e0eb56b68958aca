import type { Formats } from './formats.ts'
import type { PlanWords, ReviewWords } from './rollout-words.ts'

export function germanPlan({ number }: Formats): PlanWords {
  return {
    title: 'Einen Rollout planen',
    app: 'Welche App',
    thisApp: 'Upgrade Assistant (diese App)',
    otherApp: 'Eine andere App …',
    otherAppId: 'Ihre Manifest-Id',
    kinds: 'Aktualisieren in',
    kind: { team: 'Teams', chat: 'Chats', user: 'Persönliche Orte' },
    source: 'Welche Orte',
    sources: {
      directory: 'Alle Orte der Organisation',
      known: 'Nur wo diese App sich selbst gesehen hat',
      list: 'Eine eigene Liste',
    },
    include: 'Liste der Orte (CSV)',
    listHint: 'Erste Zeile kind,id; danach je Zeile ein Ort: team, chat oder user, ein Komma und die Id.',
    listTooLong: 'Diese Liste ist zu lang für diese Seite. Im Terminal darf sie beliebig lang sein.',
    file: 'Aus einer Datei nehmen',
    more: 'Weitere Einstellungen',
    exclude: 'Orte auslassen (CSV)',
    waves: 'Wellen, in Prozent',
    wavesHint: 'Eine Welle beginnt, wenn die vorige innerhalb der erlaubten Fehler zu Ende ging.',
    wavesWrong: 'Steigende Prozente mit Kommas dazwischen, etwa 1, 10, 100.',
    gate: 'Zwischen den Wellen',
    gates: { auto: 'Von selbst weiter', manual: 'Auf mich warten', timed: 'Eine Zeit lang warten' },
    gateMinutes: 'Minuten Wartezeit',
    gateWrong: 'Eine ganze Zahl von 1 bis 40.000.',
    budget: 'Nach so vielen Fehlern anhalten',
    budgetHint: 'Eine Zahl oder ein Prozentsatz der offenen Wellen. Dann wird nichts mehr gesendet; was läuft, endet.',
    budgetWrong: 'Eine Zahl wie 5 oder ein Prozentsatz wie 5%.',
    dryRun: 'Probelauf',
    dryRunHint: 'Liest alles, ändert nichts und sagt, was geschehen würde.',
    force: 'Auch aktualisieren, wo Teams schon die neueste Version meldet',
    kindsWrong: 'Wählen Sie mindestens eines.',
    next: 'Plan zeigen',
    looking: 'Wird nachgesehen …',
    badList: (line) =>
      line === null
        ? 'Die Liste nennt keinen Ort.'
        : `Zeile ${number(line)} der Liste ist nicht lesbar. Nötig sind team, chat oder user, ein Komma und eine Id; die erste Zeile ist kind,id.`,
    notInCatalog: 'Die App ist nicht im Katalog Ihrer Organisation, oder diese App darf sie dort nicht sehen.',
  }
}

export function germanReview({ number, list }: Formats): ReviewWords {
  return {
    title: (name, version) => `${name} auf Version ${version}`,
    places: ({ team, chat, user }, isList) => {
      const counted = list([
        `${number(team)} ${team === 1 ? 'Team' : 'Teams'}`,
        `${number(chat)} ${chat === 1 ? 'Chat' : 'Chats'}`,
        `${number(user)} ${user === 1 ? 'Person' : 'Personen'}`,
      ])
      if (!isList && team + chat + user === 0) return 'Die Orte werden zu Beginn gesucht.'
      return isList ? `Orte: ${counted}.` : `Bisher bekannt: ${counted}. Die übrigen werden zu Beginn gesucht.`
    },
    leftOut: 'Einige Orte werden ausgelassen:',
    waves: (waves) => `In Wellen von ${list(waves.map((percent) => `${number(percent)} %`))} aller Orte.`,
    dryRun: 'Probelauf: Alles wird gelesen und nichts geändert.',
    nothingNew: 'Soweit einige Installationen zeigen, verlangt sie nichts, dem noch nicht zugestimmt ist.',
    asks: (sampled) =>
      sampled === 0
        ? 'Vorab ließ sich keine Installation ansehen, deshalb gilt alles, was die Version verlangt, als neu.'
        : sampled === 1
          ? 'Die Version verlangt mehr, als in der einen angesehenen Installation zugestimmt ist.'
          : `Die Version verlangt mehr, als in ${number(sampled)} angesehenen Installationen zugestimmt ist.`,
    accept: 'Ich stimme genau diesen Berechtigungen zu, an allen Orten dieses Rollouts',
    notAccepted:
      'Ohne das bleiben Orte, die nicht zugestimmt haben, wie sie sind, und stehen im Bericht unter „Braucht Zustimmung“.',
    changed: 'Was die neueste Version verlangt, hat sich inzwischen geändert. Bitte sehen Sie noch einmal nach.',
    noWayBack: 'Zu einer älteren Version kann Teams nicht zurück: Aktualisieren lässt sich nicht rückgängig machen.',
    approval: (above) => `Bei mehr als ${number(above)} Orten muss eine zweite Person freigeben, bevor es beginnt.`,
    start: 'Rollout starten',
    startDry: 'Probelauf starten',
    back: 'Zurück',
  }
}
