/**
 * The properties of something whose form nobody vouches for; none when it is no object. Not by class:
 * an error may come from another realm.
 */
export function propertiesOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
