"""What is named, at which characters: entities, dates, quantities, persons and agreements in a document."""
