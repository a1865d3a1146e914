import { useState } from "react";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import { useTexts } from "../ui/i18n/index.ts";

/**
 * A file that the station opens in the program that the PC has for it.
 *
 * @param ask has the station do so.
 */
export function useOpening(ask: () => Promise<{ file: string; opened: boolean }>): {
  open(): Promise<void>;
  busy: boolean;
  /** Where the file is, once it was asked for. */
  file: string | undefined;
  /** Where no program opened it: where it is. */
  left: string | null;
  /** Why there is none, in words. */
  failure: string | null;
} {
  const { t } = useTexts();
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<{ file: string; opened: boolean } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const open = async () => {
    setBusy(true);
    setFailure(null);
    try {
      setMade(await ask());
    } catch (error) {
      setFailure(asFailure(error));
    }
    setBusy(false);
  };
  return {
    open,
    busy,
    file: made?.file,
    left: made === null || made.opened ? null : t("print.formFile", { file: made.file }),
    failure: failure === null ? null : failureText(t, failure),
  };
}
