import { Button, Select } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import type { ErrorData } from "../../../contract/errors.ts";
import type { FormField } from "../../../contract/form-calls.ts";
import { type FormPage, formIdSchema } from "../../../contract/forms.ts";
import { officeDay } from "../../../contract/time.ts";
import { type Failure, failureText } from "../../ui/errors.ts";
import { clockOf, shortDay } from "../../ui/format.ts";
import { type Translate, useTexts } from "../../ui/i18n/index.ts";
import "./forms.css";
import { useForms } from "./store.ts";

/** Of the papers with some room around them, in pixels. */
const paperWidths: Record<FormPage, number> = { A5: 640, A4: 870, "A4 landscape": 1200 };

/** The wording of the forms on A4 and A5, beside the page as it would be printed. */
export function FormsForm() {
  const { t, own } = useTexts();
  const { sets, chosen, inForce, draft, page, busy, failure, begin, choose, write, save } = useForms();
  const editor = useRef<HTMLTextAreaElement>(null);
  const { ref: frame, width, height } = useElementSize();
  const entry = sets.find(({ id }) => id === chosen?.set)?.forms.find(({ form }) => form === chosen?.form);
  const paper = paperWidths[entry?.page ?? "A4"];
  // The whole width of the paper is seen, however small the screen.
  const scale = width === 0 ? 1 : Math.min(1, width / paper);
  useEffect(() => {
    void begin();
  }, [begin]);
  const insert = (text: string) => {
    const area = editor.current;
    if (area === null) return;
    const { selectionStart, selectionEnd } = area;
    write(draft.slice(0, selectionStart) + text + draft.slice(selectionEnd));
    area.focus();
  };
  const changed = inForce !== null && draft !== inForce.template;
  return (
    <div className="forms" data-testid="forms">
      <div className="forms-head">
        <Select
          className="forms-choice"
          label={t("forms.form")}
          data-testid="forms-choice"
          searchable
          allowDeselect={false}
          value={chosen === null ? null : `${chosen.set}/${chosen.form}`}
          data={sets.map((set) => ({
            group: own(set.name),
            items: set.forms.map(({ form, number, name }) => ({
              value: `${set.id}/${form}`,
              label: number === null ? own(name) : `${number}. ${own(name)}`,
            })),
          }))}
          onChange={(value) => {
            const [set = "", form = ""] = (value ?? "").split("/");
            const known = formIdSchema.safeParse(form);
            if (known.success) void choose({ set, form: known.data });
          }}
        />
        <p role="status" data-testid="forms-state">
          {changed
            ? t("forms.unsaved")
            : inForce === null || inForce.changed === null
              ? t("forms.shipped")
              : t("forms.changed", { by: inForce.changed.by, at: whenText(inForce.changed.at) })}
        </p>
        <Button
          variant="default"
          data-testid="forms-reset"
          disabled={inForce === null || (inForce.changed === null && !changed)}
          onClick={() => (inForce?.changed === null ? write(inForce.template) : void save(null))}
        >
          {t("forms.reset")}
        </Button>
        <Button
          data-testid="forms-save"
          disabled={!changed || failure !== null}
          loading={busy}
          onClick={() => void save(draft)}
        >
          {t("forms.save")}
        </Button>
      </div>
      {failure === null ? null : (
        <p className="notice notice-danger" role="alert" data-testid="forms-failure">
          {faultText(t, failure)}
          {placeOf(failure) === null ? null : (
            <Button
              variant="light"
              size="compact-md"
              data-testid="forms-go"
              onClick={() => goTo(editor.current, placeOf(failure))}
            >
              {t("forms.go")}
            </Button>
          )}
        </p>
      )}
      <div className="forms-body">
        <div className="forms-editor">
          <label htmlFor="forms-template">{t("forms.template")}</label>
          <textarea
            id="forms-template"
            ref={editor}
            data-testid="forms-template"
            spellCheck={false}
            value={draft}
            onChange={(event) => write(event.currentTarget.value)}
          />
          <details className="forms-fields">
            <summary>{t("forms.fields")}</summary>
            <Fields fields={inForce?.fields ?? []} path="" insert={insert} />
            {inForce?.parts.map((part) => (
              <button key={part} type="button" onClick={() => insert(`{{> ${part}}}`)}>
                {`{{> ${part}}}`}
              </button>
            ))}
          </details>
        </div>
        <div className="forms-page" ref={frame}>
          {/* Nothing in it runs or loads, whatever the template says. */}
          <iframe
            title={t("forms.preview")}
            sandbox=""
            srcDoc={page}
            data-testid="forms-page"
            style={{ width: paper, height: height / scale, transform: `scale(${scale})` }}
          />
        </div>
      </div>
    </div>
  );
}

/** The names that the form can show; a press puts one where the caret is. */
function Fields({
  fields,
  path,
  insert,
}: {
  fields: readonly FormField[];
  path: string;
  insert: (text: string) => void;
}) {
  return fields.map(({ name, kind, fields: inside }) => {
    const whole = path + name;
    if (kind === "text")
      return (
        <button key={whole} type="button" onClick={() => insert(`{{${whole}}}`)}>
          {whole}
        </button>
      );
    return (
      <span key={whole} className="forms-list">
        <button type="button" onClick={() => insert(`{{#${whole}}}{{/${whole}}}`)}>
          {`#${whole}`}
        </button>
        <Fields fields={inside} path={kind === "group" ? `${whole}.` : ""} insert={insert} />
      </span>
    );
  });
}

function whenText(instant: string): string {
  return `${clockOf(instant)} ${shortDay(officeDay(instant))}`;
}

/** What is wrong with the template, in the words of the window. */
function faultText(t: Translate, failure: Failure): string {
  if (failure.code !== "FORM_TEMPLATE_INVALID") return failureText(t, failure);
  const { reason, found, ...place } = failure.data as ErrorData<"FORM_TEMPLATE_INVALID">;
  return t("error.FORM_TEMPLATE_INVALID", { ...place, reason: t(`forms.fault.${reason}`, { found }) });
}

function placeOf(failure: Failure): { line: number; column: number } | null {
  if (failure.code !== "FORM_TEMPLATE_INVALID") return null;
  const { line, column } = failure.data as { line: number; column: number };
  return { line, column };
}

/** Puts the caret where the fault is. */
function goTo(area: HTMLTextAreaElement | null, place: { line: number; column: number } | null): void {
  if (area === null || place === null) return;
  const lines = area.value.split("\n");
  const before = lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const at = before + place.column - 1;
  area.focus();
  area.setSelectionRange(at, at + 1);
  area.scrollTop = (area.scrollHeight * (place.line - 3)) / lines.length;
}
