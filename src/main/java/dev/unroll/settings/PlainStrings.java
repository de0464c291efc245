package dev.unroll.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import java.io.IOException;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** Lets a record with a static {@code of(String)} be written as a plain string. */
final class PlainStrings extends DeserializationProblemHandler {
  @Override
  public @Nullable Object handleMissingInstantiator(
      DeserializationContext context,
      Class<?> type,
      @Nullable ValueInstantiator instantiator,
      JsonParser parser,
      String message)
      throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING)) {
      return NOT_HANDLED;
    }
    try {
      var of = type.getDeclaredMethod("of", String.class);
      if (Modifier.isStatic(of.getModifiers()) && of.getReturnType() == type) {
        of.setAccessible(true);
        return of.invoke(null, parser.getText());
      }
      return NOT_HANDLED;
    } catch (ReflectiveOperationException noSuchMethod) {
      return NOT_HANDLED;
    }
  }
}
