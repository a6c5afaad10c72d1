/**
 * A bound for what has to come, in milliseconds: longer than anything takes that goes as it should,
 * however busy the machine is.
 */
export const patienceMs = 120_000;
