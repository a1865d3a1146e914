import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { parsePaperQr } from "../../../contract/paper-qr.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { search, useSearch } from "./search.ts";

/**
 * Finds a dossier by code, part of it, or a name; a receipt's QR may be scanned into it. Ctrl F leads here.
 *
 * @param works whether it is somebody who has dossiers in hand, or looks only: then it is where the page begins.
 */
export function SearchField({ works }: { works: boolean }) {
  const { t } = useTexts();
  // By a name only what is in one's own hands is found.
  const hint = t(works ? "districtWeb.work.search" : "districtWeb.work.searchCode");
  const query = useSearch((state) => state.query);
  const [typed, setTyped] = useState(query);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(query), [query]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.ctrlKey || event.key.toLowerCase() !== "f" || event.altKey || event.shiftKey) return;
      event.preventDefault();
      field.current?.select();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  return (
    <form
      className="search-field"
      onSubmit={(event) => {
        event.preventDefault();
        const scanned = parsePaperQr(typed);
        const wanted = scanned?.kind === "receipt" ? scanned.code : typed.trim();
        if (wanted.length >= 2) search(wanted);
      }}
    >
      <TextInput
        ref={field}
        size="md"
        aria-label={hint}
        placeholder={hint}
        autoFocus={!works}
        value={typed}
        leftSection={<IconSearch size={18} aria-hidden="true" />}
        rightSection={<kbd>Ctrl F</kbd>}
        rightSectionWidth={76}
        autoComplete="off"
        data-testid="search"
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </form>
  );
}
