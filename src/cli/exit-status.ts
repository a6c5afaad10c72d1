/** What the command says to those who called it. */
export const exitStatus = {
  /** Nothing at or above the threshold. */
  clean: 0,
  findings: 1,
  /** Usage or configuration error. */
  usage: 2,
  /** Something could not be read at all. */
  incomplete: 3,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
