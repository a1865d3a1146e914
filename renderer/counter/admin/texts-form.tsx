import { type OfficeTexts, officeTextsSchema } from "../../../contract/catalogue.ts";
import type { Administration } from "../../../contract/station.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { LocalizedInput } from "../../ui/localized-input.tsx";

const names = officeTextsSchema.keyof().options;

/** What the office says in its own words: the announcement, and what stands on screens and tickets. */
export function TextsForm({
  draft,
  change,
}: {
  draft: Administration;
  change: (part: Partial<Administration>) => void;
}) {
  const { t } = useTexts();
  return (
    <div className="admin-devices">
      <p className="dialog-help">{t("admin.announcementHelp")}</p>
      <LocalizedInput
        name="announcement"
        optional
        label={t("admin.announcement")}
        value={draft.announcement ?? { vi: "" }}
        onChange={(text) => change({ announcement: text.vi.trim() === "" ? null : text })}
      />
      <p className="dialog-help">{t("admin.textsHelp")}</p>
      {names.map((name) => (
        <LocalizedInput
          key={name}
          optional
          name={`text-${name}`}
          label={t(`admin.text.${name}`)}
          value={draft.texts[name] ?? { vi: "" }}
          onChange={(text) => {
            const { [name]: _former, ...others } = draft.texts;
            const texts: OfficeTexts = text.vi.trim() === "" ? others : { ...others, [name]: text };
            change({ texts });
          }}
        />
      ))}
    </div>
  );
}
