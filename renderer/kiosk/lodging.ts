/** The page at which a procedure is lodged online; null where the office names none. */
export function lodgingUrl(pattern: string | null, code: string): string | null {
  return pattern?.replace("{code}", encodeURIComponent(code)) ?? null;
}
