/** The forms that a review can have, the default first. */
export const reviewFormats = ["terminal", "json", "markdown", "sarif", "html", "github"] as const;
export type ReviewFormat = (typeof reviewFormats)[number];
