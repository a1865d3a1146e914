import { AppError } from "../contract/errors.ts";

/** What SQLite and the file system say, by the name under which a person can act on it. */
export function asStoreError(error: unknown, path: string): unknown {
  if (error instanceof AppError) return error;
  const code = errorCode(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (code.startsWith("SQLITE_FULL") || code === "ENOSPC")
    return new AppError("STORE_FULL", { path }, { cause: error });
  if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")) {
    return new AppError("STORE_CORRUPT", { path, detail }, { cause: error });
  }
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) {
    return new AppError("STORE_IN_USE", { path }, { cause: error });
  }
  if (
    code.startsWith("SQLITE_READONLY") ||
    code.startsWith("SQLITE_CANTOPEN") ||
    code.startsWith("SQLITE_IOERR") ||
    code.startsWith("SQLITE_PERM") ||
    ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ENOENT"].includes(code)
  ) {
    return new AppError("STORE_READ_ONLY", { path }, { cause: error });
  }
  if (code === "ERR_DLOPEN_FAILED" || code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
    return new AppError("STORE_ENGINE_MISSING", { detail }, { cause: error });
  }
  return error;
}

function errorCode(error: unknown): string {
  if (typeof error === "object" && error !== null && "code" in error) return String(error.code);
  return "";
}
