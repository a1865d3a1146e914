import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { type DossierStatus, dossierStatuses } from "../../../contract/dossier.ts";
import type { DossierSummary } from "../../../contract/dossier-lists.ts";
import { station, useHealth } from "../../ui/connection.ts";
import { asFailure, type Failure, failureText } from "../../ui/errors.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { useSession } from "../session.ts";
import { useAreas } from "./areas.ts";
import { DossierList, LIST_ID, pressInList, rowId } from "./dossier-list.tsx";
import { useFind } from "./find-store.ts";
import { AreaFrame } from "./parts.tsx";

const PAGE = 20;
/** Somebody who types goes on within this time. */
const TYPING_MS = 120;

/** Any dossier by whatever is known of it, in one box. */
export function FindArea() {
  const { t } = useTexts();
  const { query, status, pages, at, asked, look, move, turnTo } = useFind();
  const open = useAreas((state) => state.openDossier);
  const { found, next, failure, isOld } = useFound();
  /** Enter was pressed before the answer to what is typed: the first of it is meant. */
  const [hurry, setHurry] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each time it is asked for
  useEffect(() => {
    box.current?.focus();
    box.current?.select();
  }, [asked]);
  const marked = found[at];
  useEffect(() => {
    if (!hurry || isOld) return;
    setHurry(false);
    if (marked !== undefined) open(marked.id);
  }, [hurry, isOld, marked, open]);
  const forward = next === null ? null : () => turnTo([...pages, next]);
  const back = pages.length === 1 ? null : () => turnTo(pages.slice(0, -1));
  return (
    <AreaFrame title={t("area.dossiers")} testId="area-dossiers" busy={isOld}>
      <div className="find-bar">
        <TextInput
          ref={box}
          size="md"
          className="find-box"
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={LIST_ID}
          aria-activedescendant={marked === undefined ? undefined : rowId(marked.id)}
          label={
            <>
              {t("find.label")} <kbd>Ctrl F</kbd>
            </>
          }
          placeholder={t("find.placeholder")}
          value={query}
          maxLength={300}
          autoComplete="off"
          spellCheck={false}
          data-testid="find-dossier"
          onChange={(event) => look({ query: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "Enter" && isOld) {
              event.preventDefault();
              setHurry(true);
              return;
            }
            if (pressInList(event, found, at, move, open)) return;
            if (event.key === "PageDown") forward?.();
            else if (event.key === "PageUp") back?.();
            else if (event.key === "Escape") look({ query: "" });
            else return;
            event.preventDefault();
          }}
        />
        <NativeSelect
          size="md"
          label={t("find.status")}
          value={status ?? ""}
          data-testid="find-status"
          data={[
            { value: "", label: t("find.anyStatus") },
            ...Object.values(dossierStatuses).map((value) => ({
              value,
              label: t(`dossier.status.${value}`),
            })),
          ]}
          onChange={(event) => look({ status: (event.currentTarget.value || null) as DossierStatus | null })}
        />
      </div>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert">
          {failureText(t, failure)}
        </p>
      )}
      <DossierList
        dossiers={found}
        label={t("area.dossiers")}
        at={at}
        none={t("find.none")}
        takesFocus={false}
        onMove={move}
        onOpen={open}
      />
      {forward === null && back === null ? null : (
        <footer className="pager">
          <Button variant="light" disabled={back === null} onClick={() => back?.()} data-testid="page-back">
            {t("find.back")} <kbd>PgUp</kbd>
          </Button>
          <span>{t("find.page", { n: pages.length })}</span>
          <Button
            variant="light"
            disabled={forward === null}
            onClick={() => forward?.()}
            data-testid="page-forward"
          >
            {t("find.forward")} <kbd>PgDn</kbd>
          </Button>
        </footer>
      )}
    </AreaFrame>
  );
}

interface Found {
  found: DossierSummary[];
  next: number | null;
}

/** What is found now; asked again when somebody stores something new. `isOld`: it is not yet what was asked last. */
function useFound(): Found & { failure: Failure | null; isOld: boolean } {
  const { query, status, pages } = useFind();
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  const secret = useSession((state) => state.signIn?.session);
  const asked = JSON.stringify({ query, status, pages });
  const [answer, setAnswer] = useState<Found & { to: string }>({ found: [], next: null, to: "" });
  const [failure, setFailure] = useState<Failure | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lastSeq tells that there may be more to read
  useEffect(() => {
    if (secret === undefined) return;
    let current = true;
    const after = pages.at(-1) ?? null;
    const timer = setTimeout(() => {
      void station.dossiers
        .search({ session: secret, query, status, limit: PAGE, after })
        .then((found) => {
          if (!current) return;
          setAnswer({ ...found, to: asked });
          setFailure(null);
        })
        .catch((error) => {
          if (current) setFailure(asFailure(error));
        });
    }, TYPING_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query, status, pages, lastSeq, secret]);
  return { found: answer.found, next: answer.next, failure, isOld: answer.to !== asked };
}
