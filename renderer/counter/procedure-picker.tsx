import { Button, TextInput } from "@mantine/core";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { MOST_FAVOURITES } from "../../contract/intake-calls.ts";
import type { ProcedureSummary } from "../../contract/station.ts";
import { station } from "../ui/connection.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { currentTicket } from "./desk.ts";
import { useDialogs } from "./dialogs.ts";
import { useFavourites } from "./favourites.ts";
import { goOn, useFault, useIntake } from "./intake-store.ts";

type Line = Pick<ProcedureSummary, "code" | "name" | "field">;

/** The procedure (*thủ tục*): chosen by a favourite's key, or found by two or three letters. */
export function ProcedurePicker() {
  const procedure = useIntake((state) => state.quote?.procedure ?? null);
  const isChosen = useIntake((state) => state.draft.procedureCode !== null);
  if (procedure !== null) return <Chosen />;
  // Chosen and on its way: nothing jumps.
  return isChosen ? <div className="procedure-chosen" aria-busy="true" /> : <Search />;
}

function Search() {
  const { t } = useTexts();
  const choose = useIntake((state) => state.choose);
  const fault = useFault("procedure");
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const { favourites, toggle } = useFavourites();
  const found = useFound(query);
  const take = async (code: string) => {
    const place = document.activeElement;
    await choose(code);
    goOn(null, place);
  };
  const press = (event: KeyboardEvent) => {
    const current = found[at];
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter" && !event.ctrlKey && current !== undefined) void take(current.code);
    else if (event.ctrlKey && event.code === "KeyD" && current !== undefined) void toggle(current.code);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="procedure-search">
      <TextInput
        size="md"
        label={t("intake.procedureSearch")}
        value={query}
        autoComplete="off"
        spellCheck={false}
        error={fault === undefined ? undefined : t("intake.needProcedure")}
        data-testid="procedure-search"
        data-stop="procedure"
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <ul className="procedures">
        {found.map((line, index) => (
          <ProcedureLine
            key={line.code}
            line={line}
            current={index === at}
            favourite={favourites.indexOf(line.code) + 1}
            onTake={() => void take(line.code)}
            onStar={() => void toggle(line.code)}
          />
        ))}
        {found.length === 0 ? <li className="procedures-none">{t("intake.noProcedure")}</li> : null}
      </ul>
    </div>
  );
}

function ProcedureLine(props: {
  line: Line;
  current: boolean;
  /** Its key, 0 where it is none. */
  favourite: number;
  onTake: () => void;
  onStar: () => void;
}) {
  const { t, own } = useTexts();
  const { line, current, favourite } = props;
  return (
    <li className="procedure-line" data-current={current || undefined}>
      <button
        type="button"
        aria-current={current}
        data-testid={`procedure-${line.code}`}
        onClick={props.onTake}
      >
        <strong>{own(line.name)}</strong>
        <span>
          {line.code} · {own(line.field.name)}
        </span>
      </button>
      {favourite > 0 ? <kbd className="procedure-key">Alt {favourite}</kbd> : null}
      <button
        type="button"
        className="procedure-star"
        aria-pressed={favourite > 0}
        aria-label={t("intake.favourite", { name: own(line.name) })}
        title={`${t("intake.favouriteKey")} (Ctrl D)`}
        tabIndex={-1}
        data-testid={`star-${line.code}`}
        onClick={props.onStar}
      >
        {favourite > 0 ? <IconStarFilled size={18} aria-hidden /> : <IconStar size={18} aria-hidden />}
      </button>
    </li>
  );
}

function Chosen() {
  const { t, own } = useTexts();
  const { draft, quote, unchoose } = useIntake();
  const open = useDialogs((state) => state.open);
  const { favourites, toggle } = useFavourites();
  if (quote === null) return null;
  const { procedure } = quote;
  const { cases } = procedure;
  const chosen = cases.find(({ id }) => id === draft.caseId);
  const isFavourite = favourites.includes(procedure.code);
  return (
    <div className="procedure-chosen" data-testid="procedure-chosen">
      <div>
        <strong>{own(procedure.name)}</strong>
        <span>
          {procedure.code} · {own(procedure.field.name)}
        </span>
        {cases.length < 2 ? null : (
          <button
            type="button"
            className="choose-line"
            data-testid="case"
            onClick={() => open({ kind: "case" })}
          >
            <small>{t("intake.case")}</small>
            <b>{chosen === undefined ? "–" : own(chosen.name)}</b>
            <kbd>Alt C</kbd>
          </button>
        )}
      </div>
      <div className="procedure-chosen-keys">
        <Button
          variant="light"
          size="compact-md"
          data-testid="procedure-change"
          onClick={() => {
            unchoose();
            goOn();
          }}
        >
          {t("intake.change")} <kbd>Alt T</kbd>
        </Button>
        <button
          type="button"
          className="procedure-star"
          aria-pressed={isFavourite}
          aria-label={t("intake.favourite", { name: own(procedure.name) })}
          title={t("intake.favouriteKey")}
          disabled={!isFavourite && favourites.length >= MOST_FAVOURITES}
          data-testid="star"
          onClick={() => void toggle(procedure.code)}
        >
          {isFavourite ? <IconStarFilled size={20} aria-hidden /> : <IconStar size={20} aria-hidden />}
        </button>
        <kbd>Ctrl D</kbd>
      </div>
    </div>
  );
}

/** What fits the letters; what this clerk most likely needs where there are none. */
function useFound(query: string): Line[] {
  const [found, setFound] = useState<Line[]>([]);
  const suggested = useFavourites((state) => state.suggested);
  const look = useFavourites((state) => state.look);
  useEffect(() => void look(currentTicket()?.queue ?? null), [look]);
  useEffect(() => {
    let current = true;
    if (query.trim() === "") return;
    void station.catalogue
      .search({ query })
      .then((result) => {
        if (current) setFound(result);
      })
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [query]);
  return query.trim() === "" ? suggested : found;
}
