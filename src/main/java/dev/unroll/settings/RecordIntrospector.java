package dev.unroll.settings;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import org.jspecify.annotations.Nullable;

/** A component of a record is required unless it is {@code @Nullable}. */
final class RecordIntrospector extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1L;

  @Override
  public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
    var owner = member.getDeclaringClass();
    if (!(member instanceof AnnotatedParameter parameter) || !owner.isRecord()) {
      return super.hasRequiredMarker(member);
    }
    var component = owner.getRecordComponents()[parameter.getIndex()];
    return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
