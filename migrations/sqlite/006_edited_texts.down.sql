-- destructive: of an edited comment only the text seen last stays
DROP TABLE comment_texts;
