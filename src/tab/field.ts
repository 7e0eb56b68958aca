/** `value[name]` of whatever came from outside. Own properties only: `__proto__` and its kind are no fields. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}
