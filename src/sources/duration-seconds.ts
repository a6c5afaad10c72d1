/** `PT8H`, `PT1H30M`: a duration of ISO 8601 below a day, as Identity Center takes it. */
export function durationSeconds(text: string): number | undefined {
  const found = /^PT(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?$/.exec(text);
  if (!found || text === "PT") return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((digits) => Number(digits ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}
