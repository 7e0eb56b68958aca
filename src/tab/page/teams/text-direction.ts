const rightToLeft = ['ar', 'dv', 'fa', 'he', 'iw', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']

/** Which way a person of this locale reads. By language, because browsers do not all know `Intl.Locale` text info. */
export function textDirection(locale: string): 'ltr' | 'rtl' {
  return rightToLeft.includes(locale.split(/[-_]/)[0]?.toLowerCase() ?? '') ? 'rtl' : 'ltr'
}
