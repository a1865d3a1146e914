import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { AUDIT_PAGE, type AuditEntry, districtRoleSchema } from "../../../contract/district-accounts.ts";
import type { LocalizedText } from "../../../contract/text.ts";
import type { Failure } from "../../ui/errors.ts";
import { momentOf } from "../../ui/format.ts";
import { useTexts } from "../../ui/i18n/index.ts";
import { asWebFailure, district } from "../client.ts";
import { FailureLine } from "../ui/failure-line.tsx";
import { Loading } from "../ui/loading.tsx";

/** What was done on the pages, the latest first. The log of the dossiers is elsewhere: each has its course. */
export function AuditList({ names }: { names: ReadonlyMap<string, LocalizedText> }) {
  const { t, language, own } = useTexts();
  /** Of an account its role and scope in words: what is stored are their names in the program. */
  const detailOf = ({ what, detail }: AuditEntry) => {
    if (what !== "account.created" && what !== "account.changed") return detail;
    const [login = "", of, scope] = detail.split(" ");
    const role = districtRoleSchema.safeParse(of);
    if (!role.success) return detail;
    const place = scope === undefined ? undefined : names.get(scope);
    const words = [login, t(`districtWeb.role.${role.data}`), place === undefined ? scope : own(place)];
    return words.filter((word) => word !== undefined).join(" · ");
  };
  const [entries, setEntries] = useState<readonly AuditEntry[] | null>(null);
  const [isEnd, setIsEnd] = useState(true);
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = async (before: string | null) => {
    try {
      const page = await district.accounts.audit({ before });
      setEntries((known) => (before === null ? page : [...(known ?? []), ...page]));
      setIsEnd(page.length < AUDIT_PAGE);
      setFailure(null);
    } catch (error) {
      setFailure(asWebFailure(error));
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once, and on by its button
  useEffect(() => void read(null), []);
  if (entries === null) return failure === null ? <Loading /> : <FailureLine failure={failure} />;
  return (
    <>
      <FailureLine failure={failure} />
      <div className="table-frame" data-testid="audit">
        <table className="table">
          <thead>
            <tr>
              <th>{t("districtWeb.accounts.at")}</th>
              <th>{t("districtWeb.accounts.by")}</th>
              <th>{t("districtWeb.accounts.what")}</th>
              <th>{t("districtWeb.accounts.detail")}</th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={`${entry.at} ${entry.what} ${entry.detail}`}>
                <td className="moment">{momentOf(entry.at, language)}</td>
                <td>{entry.account ?? t("districtWeb.accounts.atServer")}</td>
                <td>{t(`districtWeb.audit.${entry.what}`)}</td>
                <td>{detailOf(entry)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isEnd ? null : (
        <Button
          mt="md"
          variant="light"
          data-testid="audit-earlier"
          onClick={() => void read(entries.at(-1)?.at ?? null)}
        >
          {t("districtWeb.accounts.earlier")}
        </Button>
      )}
    </>
  );
}
