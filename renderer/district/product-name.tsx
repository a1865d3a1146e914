import { useTexts } from "../ui/i18n/index.ts";
import { useSession } from "./session.ts";

/** The program and whose node it is. */
export function ProductName() {
  const { t, own } = useTexts();
  const node = useSession((state) => state.node);
  return node === null ? t("districtWeb.product") : `${t("districtWeb.product")} · ${own(node)}`;
}
