/** Something that the user can put right: a path, a ref, the state of the checkout. The message says how. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
