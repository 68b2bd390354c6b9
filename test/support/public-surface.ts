import ts from "typescript";

/** A name that the package exports, as its doc comment describes it. */
export interface PublicSymbol {
  readonly name: string;
  /** Empty when one of its declarations (a type and a constant of the same name are two) has no comment. */
  readonly comment: string;
  readonly examples: readonly string[];
  /** What a user meets inside of it and finds no word about: properties, methods and parameters, by their paths. */
  readonly undocumented: readonly string[];
}

/** Everything that the module `entry` exports. */
export function publicSurface(program: ts.Program, entry: string): PublicSymbol[] {
  const checker = program.getTypeChecker();
  const symbols = exportedSymbols(program, entry);
  const names = new Set(symbols.map(({ name }) => name));
  return symbols.map((symbol) => {
    const declarations = symbol.declarations ?? [];
    const comment = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    const examples = symbol.getJsDocTags(checker).filter((tag) => tag.name === "example");
    return {
      name: symbol.name,
      comment: declarations.every(hasComment) ? comment : "",
      examples: examples.map(({ text }) => ts.displayPartsToString(text).trim()),
      undocumented: declarations.flatMap((node) => undocumentedIn(node, symbol.name, comment, names, checker)),
    };
  });
}

/** The symbols behind the exports of the module `entry`. */
export function exportedSymbols(program: ts.Program, entry: string): ts.Symbol[] {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  const exported = module ? checker.getExportsOfModule(module) : [];
  return exported.map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

function undocumentedIn(
  declaration: ts.Node,
  path: string,
  comment: string,
  names: ReadonlySet<string>,
  checker: ts.TypeChecker,
): string[] {
  const found: string[] = [];

  function visit(node: ts.Node, path: string, comment: string): void {
    if (ts.isBlock(node) || isHidden(node)) return;
    let [within, about] = [path, comment];
    if (ts.isClassElement(node) || ts.isTypeElement(node) || ts.isObjectLiteralElement(node)) {
      within = `${path}.${ts.isConstructorDeclaration(node) ? "constructor" : (node.name?.getText() ?? "")}`;
      about += textOf(node);
      if (!hasComment(node) && !ts.isConstructorDeclaration(node)) found.push(within);
    }
    if (ts.isParameter(node)) {
      within = `${path}(${node.name.getText()})`;
      if (!isExplained(node, comment)) found.push(within);
    }
    // A value with a type of its own is documented there.
    const typed = ts.isVariableDeclaration(node) && node.type !== undefined ? node.type : node;
    ts.forEachChild(typed, (child) => visit(child, within, about));
  }

  /** By the comments around it, by its type, or by the property that it becomes. */
  function isExplained(parameter: ts.ParameterDeclaration, comment: string): boolean {
    const name = parameter.name.getText();
    const owner = parameter.parent.parent;
    return (
      ts.getJSDocParameterTags(parameter).length > 0 ||
      comment.includes(`\`${name}\``) ||
      (parameter.type !== undefined && mentions(parameter.type)) ||
      (ts.isClassDeclaration(owner) && checker.getTypeAtLocation(owner).getProperty(name) !== undefined)
    );
  }

  function mentions(type: ts.Node): boolean {
    if (ts.isTypeLiteralNode(type) || (ts.isIdentifier(type) && names.has(type.text))) return true;
    return ts.forEachChild(type, mentions) ?? false;
  }

  visit(declaration, path, comment);
  return found;
}

/** Whether it is none of a user's business: private, internal, or for the runtime alone. */
function isHidden(node: ts.Node): boolean {
  const name = ts.isClassElement(node) ? node.name : undefined;
  return (
    (name !== undefined && ts.isPrivateIdentifier(name)) ||
    (name !== undefined && ts.isComputedPropertyName(name) && ts.isCallExpression(name.expression)) ||
    ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal")
  );
}

function hasComment(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).some((part) => ts.isJSDoc(part) && part.comment !== undefined);
}

function textOf(node: ts.Node): string {
  return ts
    .getJSDocCommentsAndTags(node)
    .map((part) => part.getText())
    .join("\n");
}
