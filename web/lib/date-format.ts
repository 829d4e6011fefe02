const made = new Map<string, Intl.DateTimeFormat>();

/** Writes moments in one form. Made once: to make one takes longer than to write a thousand lines with it. */
export function dateFormat(
  locale: string,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = made.get(key) ?? new Intl.DateTimeFormat(locale, options);
  made.set(key, known);
  return known;
}
