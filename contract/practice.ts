/** Folder of a practice hall (*luyện tập*), inside the station's data folder; emptied before each practice. */
export const PRACTICE_FOLDER = "practice";

/** Before the code of every dossier of a practice hall: nobody can take it for a real one, by eye or by program. */
export const PRACTICE_PREFIX = "LT-";

/** The QR of a practice paper: no real hall reads it as one of its own. */
export function practiceQr(data: string): string {
  return `practice:${data}`;
}
