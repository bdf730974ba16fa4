"""The extension for Visual Studio Code, and what makes its grammar from the keywords."""
