// Starts `bincard lsp` for .card files; everything else is the server's.

const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const settings = workspace.getConfiguration("bincard");
  client = new LanguageClient(
    "bincard",
    "Bincard",
    { command: settings.get("command"), args: ["lsp"] },
    {
      documentSelector: [{ language: "bincard" }],
      initializationOptions: {
        language: settings.get("language"),
        proofSeconds: settings.get("proofSeconds"),
      },
      synchronize: {
        configurationSection: "bincard",
        fileEvents: workspace.createFileSystemWatcher("**/{*.card,pack.toml,locales/*.toml}"),
      },
    },
  );
  await client.start();
};

exports.deactivate = () => client?.stop();
