// The editor: CodeMirror with the words of SPARQL, of this graph's vocabulary, and of the query itself.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const KEYWORDS = (
  "SELECT CONSTRUCT DESCRIBE ASK WHERE DISTINCT REDUCED FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES AS EXISTS NOT IN " +
  "GROUP ORDER BY ASC DESC HAVING LIMIT OFFSET PREFIX BASE UNDEF COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR " +
  "STR LANG LANGMATCHES DATATYPE BOUND IRI BNODE ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE CONTAINS STRSTARTS STRENDS " +
  "STRBEFORE STRAFTER SUBSTR REPLACE REGEX YEAR MONTH DAY NOW COALESCE IF STRLANG STRDT SAMETERM ISIRI ISBLANK ISLITERAL ISNUMERIC"
).split(" ");

const colour = (light, dark) => `light-dark(${light}, ${dark})`;
const colours = HighlightStyle.define([
  { tag: tags.keyword, color: colour("#7a0064", "#f19be0"), fontWeight: "600" },
  { tag: tags.variableName, color: colour("#0b5394", "#8ec5ff") },
  { tag: [tags.string, tags.annotation], color: colour("#8a3b00", "#f0a860") },
  { tag: [tags.integer, tags.float, tags.bool], color: colour("#1f6331", "#8fce6f") },
  { tag: [tags.namespace, tags.url, tags.typeName], color: colour("#4b4391", "#b9a5ee") },
  { tag: tags.comment, color: colour("#535963", "#b3bac5"), fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--ground)", color: "var(--ink)", fontSize: "14px", border: "1px solid var(--box)", borderRadius: "4px" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: 'ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono", Consolas, monospace', lineHeight: "1.5", minHeight: "12em", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--side)", color: "var(--quiet)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: colour("#0b539412", "#8ec5ff1a") },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--glow)", outline: "1px solid var(--box)" },
  ".cm-tooltip": { backgroundColor: "var(--ground)", color: "var(--ink)", border: "1px solid var(--box)", maxWidth: "90vw" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px !important", minHeight: "24px", display: "flex", gap: "12px", alignItems: "center" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent) !important", color: "var(--on-accent) !important" },
  ".cm-completionDetail": { marginLeft: "auto !important", fontStyle: "normal !important", opacity: "0.85" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "wavy underline 2px", textDecorationColor: colour("#b3261e", "#ff8a80") },
  ".cm-diagnostic-error": { borderLeft: `5px solid ${colour("#b3261e", "#ff8a80")}` },
  ".cm-placeholder": { color: "var(--quiet)" },
});

const bare = (name) => name.replace(/^[\w-]*:/, "").replace(/[\s-]/g, "").toLowerCase();

/** Offers for what stands before the cursor: variables of the query, terms by name or by label, keywords, prefixes. */
function offers(vocabulary) {
  const terms = vocabulary.terms.map((term) => ({
    label: term.name, detail: term.label || "", type: term.kind, info: term.about || undefined,
  }));
  // A label in any script leads to its term, too.
  const labels = vocabulary.terms.filter((term) => term.label && bare(term.label) !== bare(term.name)).map((term) => ({ label: term.label, detail: term.name, apply: term.name, type: term.kind }));
  const prefixes = Object.entries(vocabulary.prefixes).map(([name, iri]) => ({ label: `${name}:`, detail: iri, type: "namespace", boost: -20 }));
  const keywords = KEYWORDS.map((word) => ({ label: word, type: "keyword", boost: -10 }));
  return (context) => {
    const variable = context.matchBefore(/[?$][\p{L}\w]*/u);
    if (variable) {
      const text = context.state.doc.toString();
      const all = new Set([...text.matchAll(/[?$]([\p{L}\w]+)/gu)].map((found) => `?${found[1]}`));
      const typed = variable.text.replace("$", "?");
      return { from: variable.from, options: [...all].filter((name) => name !== typed).map((label) => ({ label, type: "variable" })) };
    }
    const word = context.matchBefore(/[\p{L}\w-]+(?::[\p{L}\w.-]*)?/u);
    if (!word && !context.explicit) return null;
    const before = context.state.sliceDoc(Math.max(0, (word ? word.from : context.pos) - 200), word ? word.from : context.pos);
    if (/["'<#][^"'>\n]*$/.test(before.split("\n").at(-1).replace(/<[^<>\s]*>|"[^"]*"|'[^']*'/g, ""))) return null;
    const wants = /(?:\sa|rdf:type)\s+$/.test(before) ? "class" : "property";
    const sorted = [...terms, ...labels].map((term) => ({ ...term, boost: term.type === wants ? 5 : 0 }));
    return { from: word ? word.from : context.pos, options: [...sorted, ...prefixes, ...keywords], validFor: /^[\p{L}\w-]*(?::[\p{L}\w.-]*)?$/u };
  };
}

/**
 * Puts the editor in the place of a textarea, which stays in its form and keeps the same text.
 *
 * It lives in a shadow root: there CodeMirror's style is a constructed sheet, which a strict policy of content allows.
 */
export function edit(textarea, vocabulary, words, run) {
  const host = document.createElement("div");
  host.id = "editor-host";
  textarea.before(host);
  textarea.hidden = true;
  const root = host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        lineNumbers(), history(), bracketMatching(), closeBrackets(), highlightActiveLine(), EditorView.lineWrapping,
        sparql(), syntaxHighlighting(colours), look, placeholder("SELECT * WHERE { ?s ?p ?o } LIMIT 10"),
        autocompletion({ override: [offers(vocabulary)], icons: false, maxRenderedOptions: 60 }),
        EditorState.phrases.of({ Completions: words.completions }),
        EditorView.contentAttributes.of({ "aria-label": words.editor, "aria-description": words.keys, spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          textarea.value = update.state.doc.toString();
          textarea.dispatchEvent(new Event("change"));
        }),
      ],
    }),
  });

  /** Where line and column (from 1; a column counts code points) are in the text. */
  function place(line, column) {
    const row = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
    const letters = [...row.text].slice(0, Math.max(column - 1, 0)).join("");
    return Math.min(row.from + letters.length, row.to);
  }

  return {
    text: () => view.state.doc.toString(),
    write(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
    insert(text) {
      view.dispatch(view.state.replaceSelection(text));
      view.focus();
    },
    /** Underlines the word at a place. */
    wrong(line, column, message) {
      const at = place(line, column);
      const row = view.state.doc.lineAt(at);
      const before = /[^\s{}();,.]*$/u.exec(view.state.sliceDoc(row.from, at))[0].length;
      const after = /^[^\s{}();,.]*/u.exec(view.state.sliceDoc(at, row.to))[0].length;
      const to = Math.min(at + Math.max(after, before ? 0 : 1), view.state.doc.length);
      view.dispatch(setDiagnostics(view.state, [{ from: Math.min(at - before, to), to, severity: "error", message }]));
    },
    clear: () => view.dispatch(setDiagnostics(view.state, [])),
    go(line, column) {
      view.dispatch({ selection: { anchor: place(line, column) }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
  };
}
