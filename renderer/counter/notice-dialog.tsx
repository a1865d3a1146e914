import { Button, Textarea } from "@mantine/core";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { LocalizedText } from "../../contract/text.ts";
import { station } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { CounterModal } from "./counter-modal.tsx";
import { useDialogs } from "./dialogs.ts";
import { checkApplicant, isPresent } from "./draft.ts";
import { useIntake } from "./intake-store.ts";

/**
 * A dossier that can't be accepted: form 02 says all that is missing, once and exactly (Decree 61/2018/NĐ-CP, article
 * 17); form 03 says why it is refused. The office's ready-made reasons are taken by Alt and their digit.
 */
export function NoticeDialog({ kind }: { kind: "supplement" | "refusal" }) {
  const { t, own } = useTexts();
  const close = useDialogs((state) => state.close);
  const { draft, quote, failure, accepting, giveNotice } = useIntake();
  const proposed = (quote?.procedure.components ?? [])
    .filter((component) => component.required && !isPresent(draft, component.id))
    .map(({ name }) => name.vi);
  const [items, setItems] = useState(kind === "supplement" ? proposed.join("\n") : "");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const { reasons, loaded } = useReasons(kind);
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const lines = items
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const who = draft.people === null ? checkApplicant(draft.applicant) : [{ field: "fullName" }];
  const needs = {
    procedure: quote === null,
    applicant: who.length > 0,
    items: kind === "supplement" && lines.length === 0,
    reason: reason.trim() === "",
  };
  const give = async () => {
    setTried(true);
    if (needs.procedure || needs.applicant || needs.items || needs.reason) {
      if (needs.reason) reasonField.current?.focus();
      return;
    }
    if (await giveNotice(kind, lines, reason.trim())) close();
  };
  const take = (text: LocalizedText) =>
    setReason((written) => (written.trim() === "" ? text.vi : `${written.trimEnd()}\n${text.vi}`));
  const press = (event: KeyboardEvent) => {
    if (event.key === "F10" || (event.ctrlKey && event.key === "Enter")) {
      event.preventDefault();
      void give();
    }
    const digit = event.altKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : undefined;
    if (digit === undefined) return;
    event.preventDefault();
    // A practised hand is faster than the list.
    void loaded.then((all) => {
      const chosen = all[Number(digit) - 1];
      if (chosen !== undefined) take(chosen);
    });
  };
  const say = (isNeeded: boolean, text: string) => (tried && isNeeded ? text : undefined);
  return (
    <CounterModal title={t(`intake.notice.${kind}`)} size="xl">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the fields inside */}
      <div className="notice-form" onKeyDown={press}>
        <p className="notice-about">
          <strong>{draft.applicant.fullName || "–"}</strong>
          <span>{quote === null ? "–" : own(quote.procedure.name)}</span>
        </p>
        {tried && (needs.procedure || needs.applicant) ? (
          <p className="notice notice-call" role="alert" data-testid="notice-needs">
            {t(needs.procedure ? "intake.notice.needProcedure" : "intake.notice.needApplicant")}
          </p>
        ) : null}
        {kind === "refusal" ? null : (
          <Textarea
            label={t("intake.notice.items")}
            description={t("intake.notice.itemsHelp")}
            autosize
            minRows={3}
            maxRows={8}
            value={items}
            error={say(needs.items, t("intake.notice.needItems"))}
            data-testid="notice-items"
            onChange={(event) => setItems(event.currentTarget.value)}
          />
        )}
        <Textarea
          ref={reasonField}
          label={t("intake.notice.reason")}
          autosize
          minRows={3}
          maxRows={6}
          required
          value={reason}
          error={say(needs.reason, t("intake.notice.needReason"))}
          data-autofocus
          data-testid="notice-reason"
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ul className="notice-reasons" aria-label={t("intake.notice.ready")}>
          {reasons.slice(0, 9).map((ready, index) => (
            <li key={ready.vi}>
              <button type="button" onClick={() => take(ready)} data-testid={`reason-${index + 1}`}>
                <kbd>Alt {index + 1}</kbd> <span>{own(ready)}</span>
              </button>
            </li>
          ))}
        </ul>
        {failure === null ? null : (
          <p className="notice notice-danger" role="alert">
            {failureText(t, failure)}
          </p>
        )}
        <Button size="md" loading={accepting} onClick={() => void give()} data-testid="notice-give">
          {t("intake.notice.give")} <kbd>F10</kbd>
        </Button>
      </div>
    </CounterModal>
  );
}

/** The office's ready-made reasons: what is here to be shown, and what will be here. */
function useReasons(kind: "supplement" | "refusal") {
  const [loaded] = useState(() =>
    station.intake
      .reasons()
      .then((all) => all[kind])
      .catch((): LocalizedText[] => []),
  );
  const [reasons, setReasons] = useState<LocalizedText[]>([]);
  useEffect(() => {
    let current = true;
    void loaded.then((all) => current && setReasons(all));
    return () => {
      current = false;
    };
  }, [loaded]);
  return { reasons, loaded };
}
