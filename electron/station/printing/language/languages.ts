import type { PrinterModel } from "../../../../contract/settings.ts";
import type { CommandLanguage } from "./command-language.ts";
import { epson, generic } from "./esc-pos.ts";
import { star } from "./star.ts";

const languages: Record<PrinterModel, CommandLanguage> = { epson, generic, star };

export function commandLanguage(model: PrinterModel): CommandLanguage {
  return languages[model];
}
