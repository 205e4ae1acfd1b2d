// Word lists as they are written: words of one weight in one string.

/** Weights: 3 strong, 2 clear, 1 slight; below zero for what is bad. */
export const weighted = (weight: number, text: string): [string, number][] =>
  text.split(' ').map((word) => [word, weight])
